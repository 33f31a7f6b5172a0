"""The starter codebook of the women returnees study: thirteen themes, four parts of them, and the stance scheme for comments."""
