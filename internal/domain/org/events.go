package org

// What the room tells later rooms, in the same transaction: a subscriber that
// refuses stops the command. The object of each event is the record's id.
const (
	// EventUnitClosed carries the closed [Unit]. Rooms that keep something in
	// the unit (staff, functions, tasks) refuse while any is left.
	EventUnitClosed = "org.unit.closed"
	// EventPostCreated carries the new [Post].
	EventPostCreated = "org.post.created"
	// EventPostMoved carries a [PostMoved].
	EventPostMoved = "org.post.moved"
	// EventPostClosed carries the closed [Post].
	EventPostClosed = "org.post.closed"
)

// PostMoved tells where a post stood and where it stands from today.
type PostMoved struct {
	Was, Now Post
	Reason   string
}
