"""What an operator does with the whole site: `backup` and `restore` it, and look whether it is well (`doctor`)."""
