package notify

import (
	"errors"
	"strings"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/engine/jobs"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// Refusals about messages.
var (
	NoTemplate = fault.Define(fault.Internal, "notify.no_template", "",
		"没有这类消息的模板。", "There is no template for this kind of message.")
	NoArgument = fault.Define(fault.Internal, "notify.no_argument", "",
		"消息缺少内容 {name}。", "The message lacks the argument {name}.")
	Nobody = fault.Define(fault.Invalid, "notify.nobody", "",
		"消息没有收件人。", "The message has no recipient.")
	NotFound = fault.Define(fault.NotFound, "notify.not_found", "",
		"没有找到这条消息。", "There is no such message.")
	NoAckNeeded = fault.Define(fault.Refused, "notify.no_ack_needed", "",
		"这条消息不需要签收。", "This message needs no acknowledgement.")
)

// Message is what to tell to whom.
type Message struct {
	Zone    int64
	Kind    string            // of a template
	Object  string            // the record it leads to: "tasks.task/<id>"
	Persons []ident.ID        // persons, or accounts without a person
	Roles   []ident.Role      // everybody who holds one of them in the zone
	Args    map[string]string // of the template; already in words: "3 个工作日"
	ArgsEN  map[string]string // where the English differs; others are taken from Args
	Once    string            // at most one message of this key is ever sent in the zone; empty: no such limit
}

// Send tells people something inside a room's command and gives the message's
// id. It is in their inboxes when the transaction commits; ways out of the
// house follow in the background. A message whose Once key was used before is
// not sent again, and the earlier one's id is given. It leaves no ledger
// entry: the command it belongs to does.
func Send(tx *store.Tx, m Message) (ident.ID, error) {
	t, ok := Lookup(m.Kind)
	if !ok {
		return ident.ID{}, NoTemplate.New()
	}
	recipients := recipientsOf(m)
	if len(recipients) == 0 {
		return ident.ID{}, Nobody.New()
	}
	english := map[string]string{}
	for _, name := range argumentsOf(t.TitleZH + t.BodyZH) {
		value, ok := m.Args[name]
		if !ok {
			return ident.ID{}, NoArgument.New("name", name)
		}
		english[name] = value
		if en, ok := m.ArgsEN[name]; ok {
			english[name] = en
		}
	}
	id := ident.NewID(tx.Now())
	n, err := tx.Exec(insertMessage, m.Zone, id, m.Kind, m.Object, oneLine(fill(t.TitleZH, m.Args)), oneLine(fill(t.TitleEN, english)),
		fill(t.BodyZH, m.Args), fill(t.BodyEN, english), t.NeedAck, once(m.Once), sender(tx.Actor()), tx.Now())
	if err != nil {
		return ident.ID{}, err
	}
	if n == 0 {
		var earlier ident.ID
		err := tx.QueryRow(selectOnce, m.Zone, m.Once).Scan(&earlier)
		return earlier, err
	}
	for _, r := range recipients {
		if _, err := tx.Exec(insertRecipient, m.Zone, r, id); err != nil {
			return ident.ID{}, err
		}
	}
	if !jobs.Handled(tx, planJob) {
		return id, nil
	}
	leaves, err := mayLeave(tx, m.Zone, t)
	if err != nil || !leaves {
		return id, err
	}
	return id, jobs.Enqueue(tx, m.Zone, planJob, plan{id})
}

// mayLeave reports whether the zone has any way out for a kind of message:
// most have none, and then no background work is made for it.
func mayLeave(tx *store.Tx, zone int64, t Template) (bool, error) {
	var one int64
	err := tx.QueryRow(selectWayOut, zone, true, t.Mail).Scan(&one)
	if errors.Is(err, store.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}

func recipientsOf(m Message) []string {
	var out []string
	seen := map[string]bool{}
	add := func(r string) {
		if !seen[r] {
			seen[r] = true
			out = append(out, r)
		}
	}
	for _, p := range m.Persons {
		if !p.IsZero() {
			add(personKey(p))
		}
	}
	for _, r := range m.Roles {
		if r != "" {
			add(roleKey(r))
		}
	}
	return out
}

func personKey(p ident.ID) string    { return "p:" + p.String() }
func roleKey(r ident.Role) string    { return "r:" + string(r) }
func oneLine(s string) string        { return strings.Join(strings.Fields(s), " ") }
func sender(a *ident.Actor) ident.ID { return ownerOf(a) }

func once(key string) *string {
	if key == "" {
		return nil
	}
	return &key
}

// ownerOf gives the person acting, or the account when it has no person.
func ownerOf(a *ident.Actor) ident.ID {
	if !a.Person.IsZero() {
		return a.Person
	}
	return a.Account
}

// Sent is a message as it was sent.
type Sent struct {
	ID      ident.ID
	Zone    int64
	Kind    string
	Object  string
	TitleZH string
	TitleEN string
	BodyZH  string
	BodyEN  string
	NeedAck bool
	SentBy  ident.ID // zero: the system
	At      time.Time
}

// Item is a message in somebody's inbox.
type Item struct {
	Sent
	ReadAt  time.Time // zero: unread
	AckedAt time.Time // zero: not acknowledged
}

// Box names an inbox: one owner in one zone, with the roles held now.
type Box struct {
	Zone  int64
	Owner ident.ID // person, or account without one
	Roles []ident.Role
}

// BoxOf gives the inbox of an actor.
func BoxOf(a *ident.Actor) Box { return Box{Zone: a.Zone, Owner: ownerOf(a), Roles: a.Roles} }

// maxRoles is how many roles of one owner an inbox looks at; nobody holds as
// many.
const maxRoles = 15

// keys gives the box's recipients, always as many: one statement serves all.
func (b Box) keys() [maxRoles + 1]any {
	var out [maxRoles + 1]any
	for i := range out {
		out[i] = personKey(b.Owner)
		if i > 0 && i <= len(b.Roles) {
			out[i] = roleKey(b.Roles[i-1])
		}
	}
	return out
}

// Inbox gives a page of a box, newest first.
func Inbox(r store.Reader, b Box, unreadOnly bool, cursor string, limit int) (store.Page[Item], error) {
	before := lastID
	if cursor != "" {
		parts, err := store.DecodeCursor(cursor, 1)
		if err != nil {
			return store.Page[Item]{}, err
		}
		if before, err = ident.ParseID(parts[0]); err != nil {
			return store.Page[Item]{}, store.BadCursor.New()
		}
	}
	limit = store.PageSize(limit)
	keys := b.keys()
	args := append([]any{b.Zone, b.Owner, before, !unreadOnly, limit + 1}, keys[:]...)
	items, err := store.All(r, scanItem, selectInbox, args...)
	if err != nil {
		return store.Page[Item]{}, err
	}
	return store.CutPage(items, limit, func(i Item) string { return store.EncodeCursor(i.ID.String()) }), nil
}

// Unread counts the unread messages of a box, and among all its messages those
// that still wait for an acknowledgement.
func Unread(r store.Reader, b Box) (unread, unacknowledged int64, err error) {
	keys := b.keys()
	err = r.QueryRow(countUnread, append([]any{b.Zone, b.Owner, true}, keys[:]...)...).Scan(&unread, &unacknowledged)
	return unread, unacknowledged, err
}

// MarkRead marks messages of a box as read; those that are not in it are
// passed over. It is bookkeeping, made to run in store.Maintain.
func MarkRead(tx *store.Tx, b Box, messages ...ident.ID) error {
	for _, id := range messages {
		mine, err := inBox(tx, b, id)
		if err != nil {
			return err
		}
		if !mine {
			continue
		}
		if _, err := tx.Exec(insertRead, b.Zone, b.Owner, id, tx.Now()); err != nil {
			return err
		}
	}
	return nil
}

// lastID sorts after every id made before the year 10889.
var lastID = ident.ID{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}

func inBox(r store.Reader, b Box, id ident.ID) (bool, error) {
	keys := b.keys()
	var one int64
	err := r.QueryRow(selectMine, append([]any{b.Zone, id}, keys[:]...)...).Scan(&one)
	if errors.Is(err, store.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}
