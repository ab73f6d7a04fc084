"""Turn the template's folders into the zips that are uploaded: same inputs, same bytes."""
