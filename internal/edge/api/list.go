package api

import (
	"github.com/jingkai-zone/jingkai/internal/base/ident"
)

// List is one page of a list. Next is the cursor of the following page, empty
// at the end. Total counts all rows the filter finds, where counting is cheap.
type List[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next,omitempty"`
	Total *int64 `json:"total,omitempty"`
}

// Paging is embedded in the inputs of lists.
type Paging struct {
	Cursor string `query:"cursor" maxLength:"512" doc:"Cursor of the page, from the previous page's next"`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"Rows a page"`
}

// Action is one thing the asker could do with a record: the screens show
// exactly these as buttons. Why says what is missing when it is not allowed.
type Action struct {
	Name    string `json:"name"`
	Allowed bool   `json:"allowed"`
	Why     string `json:"why,omitempty"`
}

// ByID is the input of operations on one record.
type ByID struct {
	In
	ID ident.ID `path:"id" doc:"Record"`
}
