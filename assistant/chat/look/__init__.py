"""How every page looks: the town's name, pictures and colours, and how the files of the look are served."""
