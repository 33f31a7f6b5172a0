"""The demo study: what a visitor meets after one command. `content/` holds texts written for it; no real person answered any of them."""
