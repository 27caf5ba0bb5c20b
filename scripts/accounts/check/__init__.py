"""What is wrong with a package: the form of its files, then the values, then the rules; and what its derived files should be."""
