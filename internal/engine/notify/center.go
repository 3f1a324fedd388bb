package notify

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/engine/jobs"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// Address is where somebody's mail goes, and in which language.
type Address struct {
	Mail string // empty: none known
	Lang fault.Lang
}

// Directory is what the app tells this engine about people.
type Directory struct {
	// Holders gives the owners of inboxes (persons, or accounts without one)
	// who hold a role in a zone now.
	Holders func(r store.Reader, zone int64, role ident.Role) ([]ident.ID, error)
	// Address gives where the mail of an owner goes.
	Address func(r store.Reader, zone int64, owner ident.ID) (Address, error)
}

// Options are what an installation's configuration says.
type Options struct {
	SMTP     string   // host:port of the relay; empty: no mail
	MailFrom string   // sender of mails
	Trusted  []string // host:port of channels that need not be https or public: an inner gateway, a test
}

// Center takes messages out of the house.
type Center struct {
	db        *store.DB
	directory Directory
	mail      mailer
	post      *poster
}

// The kinds of background work.
const (
	planJob = "notify.plan"
	mailJob = "notify.mail"
	hookJob = "notify.hook"
)

// plan asks for the deliveries of a message.
type plan struct {
	Message ident.ID `json:"message"`
}

// delivery asks for one delivery.
type delivery struct {
	Message ident.ID `json:"message"`
	Target  string   `json:"target"`
}

// State is where a delivery stands.
type State string

// The states.
const (
	Waiting   State = "waiting"
	Delivered State = "sent"
	GivenUp   State = "failed"
)

// Delivery is one message to one place outside.
type Delivery struct {
	Message ident.ID
	Target  string // a channel's id, or "p:<owner>" for a mail
	State   State
	Tries   int64
	Error   string // the last failure in our words; empty when none
	At      time.Time
}

// NewCenter declares the background work that takes messages out of the house.
// Call it before the runner starts; without it messages stay in the inbox.
func NewCenter(db *store.DB, runner *jobs.Runner, directory Directory, options Options) *Center {
	c := &Center{db: db, directory: directory, mail: mailer{relay: options.SMTP, from: options.MailFrom}, post: newPoster(options.Trusted)}
	jobs.Handle(runner, planJob, c.plan)
	jobs.Handle(runner, mailJob, c.sendMail)
	jobs.Handle(runner, hookJob, c.sendHook)
	return c
}

// Deliveries gives what became of a message outside the house.
func Deliveries(r store.Reader, zone int64, message ident.ID) ([]Delivery, error) {
	return store.All(r, scanDelivery, selectDeliveries, zone, message)
}

// plan writes one row and one job for each place a message goes to. Run again
// it adds nothing: the rows are there.
func (c *Center) plan(ctx context.Context, job jobs.Job, p plan) error {
	return c.db.Maintain(ctx, "notify", func(tx *store.Tx) error {
		m, err := Get(tx, job.Zone, p.Message)
		if err != nil {
			return jobs.Discard(err)
		}
		channels, err := Channels(tx, job.Zone)
		if err != nil {
			return err
		}
		for _, ch := range channels {
			if ch.takes(m.Kind) {
				if err := c.enqueue(tx, hookJob, m, ch.ID.String()); err != nil {
					return err
				}
			}
		}
		return c.planMails(tx, m)
	})
}

func (c *Center) planMails(tx *store.Tx, m Sent) error {
	t, _ := Lookup(m.Kind)
	settings, err := SettingsOf(tx, m.Zone)
	if err != nil || !t.Mail || !settings.Mail || c.mail.relay == "" {
		return err
	}
	owners, roles, err := Recipients(tx, m.Zone, m.ID)
	if err != nil {
		return err
	}
	for _, role := range roles {
		holders, err := c.directory.Holders(tx, m.Zone, role)
		if err != nil {
			return err
		}
		owners = append(owners, holders...)
	}
	for _, owner := range owners {
		if err := c.enqueue(tx, mailJob, m, personKey(owner)); err != nil {
			return err
		}
	}
	return nil
}

func (c *Center) enqueue(tx *store.Tx, kind string, m Sent, target string) error {
	n, err := tx.Exec(insertDelivery, m.Zone, m.ID, target, tx.Now())
	if err != nil || n == 0 {
		return err
	}
	return jobs.Enqueue(tx, m.Zone, kind, delivery{m.ID, target})
}

// load gives what a delivery is about, or done when there is nothing to do any
// more, or the pause until quiet hours end.
func (c *Center) load(ctx context.Context, job jobs.Job, d delivery) (m Sent, done bool, pause time.Duration, err error) {
	err = c.db.Read(ctx, func(r *store.Snapshot) error {
		row, err := store.One(r, scanDelivery, selectDelivery, job.Zone, d.Message, d.Target)
		if errors.Is(err, store.ErrNoRows) || err == nil && row.State == Delivered {
			done = true
			return nil
		}
		if err != nil {
			return err
		}
		if m, err = Get(r, job.Zone, d.Message); err != nil {
			return err
		}
		settings, err := SettingsOf(r, job.Zone)
		if t, _ := Lookup(m.Kind); !t.Urgent {
			pause = settings.Wait(r.Now())
		}
		return err
	})
	return m, done, pause, err
}

// deliver runs one delivery: send does it, or says why not. What happened is
// kept in our own words, never in the other side's.
func (c *Center) deliver(ctx context.Context, job jobs.Job, d delivery, send func(Sent) error) error {
	m, done, pause, err := c.load(ctx, job, d)
	if err != nil || done {
		return err
	}
	if pause > 0 {
		return jobs.Later(pause)
	}
	failure := send(m)
	state, text := Delivered, ""
	if failure != nil {
		state, text = Waiting, reasonOf(failure)
		if job.Last || errors.Is(failure, errHopeless) {
			state = GivenUp
		}
	}
	err = c.db.Maintain(ctx, "notify", func(tx *store.Tx) error {
		_, err := tx.Exec(updateDelivery, job.Zone, d.Message, d.Target, string(state), text, tx.Now())
		return err
	})
	switch {
	case err != nil:
		return err
	case state == GivenUp:
		return jobs.Discard(failure)
	}
	return failure
}

var (
	// errHopeless marks failures that trying again cannot mend.
	errHopeless = errors.New("the other side refuses for good")
	// errForbidden marks addresses that nothing is sent to.
	errForbidden = errors.New("the address is not https to a public host and not trusted")
)

// reasonOf tells a failure without repeating what the other side said.
func reasonOf(err error) string {
	switch {
	case errors.Is(err, errForbidden):
		return errForbidden.Error()
	case errors.Is(err, errHopeless):
		return errHopeless.Error()
	case errors.Is(err, context.DeadlineExceeded):
		return "no answer in time"
	}
	return "not reachable, or an error there"
}

func (c *Center) sendMail(ctx context.Context, job jobs.Job, d delivery) error {
	return c.deliver(ctx, job, d, func(m Sent) error {
		owner, err := ident.ParseID(strings.TrimPrefix(d.Target, "p:"))
		if err != nil {
			return errors.Join(errHopeless, err)
		}
		var to Address
		err = c.db.Read(ctx, func(r *store.Snapshot) (err error) { to, err = c.directory.Address(r, m.Zone, owner); return err })
		if err != nil {
			return err
		}
		if to.Mail == "" {
			return errors.Join(errHopeless, errors.New("no mail address is known"))
		}
		title, body := m.TitleZH, m.BodyZH
		if to.Lang == fault.English {
			title, body = m.TitleEN, m.BodyEN
		}
		return c.mail.send(ctx, letter{to: to.Mail, title: title, body: body, id: m.ID.String() + "." + owner.String(), at: m.At})
	})
}

func (c *Center) sendHook(ctx context.Context, job jobs.Job, d delivery) error {
	return c.deliver(ctx, job, d, func(m Sent) error {
		id, err := ident.ParseID(d.Target)
		if err != nil {
			return errors.Join(errHopeless, err)
		}
		var ch Channel
		err = c.db.Read(ctx, func(r *store.Snapshot) (err error) {
			ch, err = store.One(r, scanChannel, selectChannel, m.Zone, id)
			return err
		})
		if errors.Is(err, store.ErrNoRows) || err == nil && !ch.Active {
			return errors.Join(errHopeless, errors.New("the channel is switched off"))
		}
		if err != nil {
			return err
		}
		return c.post.send(ctx, ch, m, time.Now())
	})
}
