"""What crosses the wire: requests and replies of each function, as the phone sends and reads them."""
