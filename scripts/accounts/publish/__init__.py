"""What is made of a package for those who use it elsewhere: citations, dictionary, database, release, changes between releases."""
