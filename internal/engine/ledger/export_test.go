package ledger

// PlacedText shows the SQL of a search, so that a test can ask the database
// how it would go about it.
var PlacedText = placedText
