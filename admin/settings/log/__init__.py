"""Who changed which setting when, with what stood there before and after."""
