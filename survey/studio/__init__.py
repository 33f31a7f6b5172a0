"""The researchers' pages, one module for each family; views parse, permit, call one verb and answer."""
