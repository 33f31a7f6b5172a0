"""Figures against peers and bare floors, each pair in one run; drivers and floors come from ../shared/bench, adapters stand here."""
