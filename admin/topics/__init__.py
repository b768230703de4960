"""The pages where editors see which topics each entry is linked to, and correct them."""
