package api

import (
	"context"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/domain/account"
	"github.com/jingkai-zone/jingkai/internal/engine/access"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// call is what the framework knows of one request.
type call struct {
	op      string
	action  string
	lang    fault.Lang
	request string
	zone    int64
	slug    string
	actor   *ident.Actor
	session account.Session
	token   string
	http    *http.Request
	form    map[string]*huma.Schema // fields an upload may have beside the file
	access  *access.Engine
	scope   access.Scope
	asked   bool // the handler has checked the record, as a narrower scope demands
	dry     bool // the command only looked and changed nothing: no answer is kept for a retry
}

type callKey struct{}

// noCall stands in where an error arises before a call exists.
var noCall = &call{lang: fault.Chinese}

func callOf(ctx context.Context) *call {
	if c, ok := ctx.Value(callKey{}).(*call); ok {
		return c
	}
	return noCall
}

// Zone is the zone the request works in.
func (c *call) Zone() int64 { return c.zone }

// Actor is who asks.
func (c *call) Actor() *ident.Actor { return c.actor }

// Lang is the language the answer is given in.
func (c *call) Lang() fault.Lang { return c.lang }

// May checks the operation's action against one record.
func (c *call) May(r access.Resource) error {
	c.asked = true
	r.Zone = c.zone
	return c.access.Check(c.actor, c.action, r)
}

// Can tells whether another action on a record would be allowed; it is how
// records carry the buttons that the screens show.
func (c *call) Can(action string, r access.Resource) bool {
	r.Zone = c.zone
	return c.access.Allowed(c.actor, action, r)
}

// Scope is how far the actor's grant for the action reaches. A list that
// filters by it has asked.
func (c *call) Scope() access.Scope {
	c.asked = true
	return c.scope
}

// Question is a request that reads.
type Question struct {
	*call
	store.Reader
}

// Command is a request that writes; its transaction is open.
type Command struct {
	*call
	*store.Tx
}

// Actor is who commands.
func (c *Command) Actor() *ident.Actor { return c.call.actor }

// language picks the language of an answer from Accept-Language: English when
// it is asked for before Chinese, Chinese otherwise.
func language(header string) fault.Lang {
	en := strings.Index(header, "en")
	zh := strings.Index(header, "zh")
	if en >= 0 && (zh < 0 || en < zh) {
		return fault.English
	}
	return fault.Chinese
}
