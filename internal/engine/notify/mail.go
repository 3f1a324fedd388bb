package notify

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"mime"
	"net"
	"net/mail"
	"net/smtp"
	"net/textproto"
	"strings"
	"time"
)

// mailer hands mails to the relay of the installation.
type mailer struct {
	relay string // host:port
	from  string
}

// letter is one mail.
type letter struct {
	to    string
	title string
	body  string
	id    string // unique, and the same when it is sent again: the receiver can drop the copy
	at    time.Time
}

// mailTime bounds the whole conversation with the relay.
const mailTime = 30 * time.Second

// send speaks SMTP with the relay. Where the relay offers encryption it is
// used, and then the relay's certificate must be valid. A refusal for good
// (5xx) is errHopeless; anything else is worth another try.
func (m mailer) send(ctx context.Context, l letter) (err error) {
	to, err := mail.ParseAddress(l.to)
	if err != nil {
		return errors.Join(errHopeless, errors.New("not a mail address"))
	}
	from, err := mail.ParseAddress(m.from)
	if err != nil {
		return errors.Join(errHopeless, errors.New("mail_from is not a mail address"))
	}
	text := compose(l, from, to)
	ctx, cancel := context.WithTimeout(ctx, mailTime)
	defer cancel()
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", m.relay)
	if err != nil {
		return err
	}
	if deadline, ok := ctx.Deadline(); ok {
		if err := conn.SetDeadline(deadline); err != nil {
			return errors.Join(err, conn.Close())
		}
	}
	host, _, err := net.SplitHostPort(m.relay)
	if err != nil {
		return errors.Join(err, conn.Close())
	}
	client, err := smtp.NewClient(conn, host)
	if err != nil {
		return errors.Join(err, conn.Close())
	}
	defer client.Close() // after Quit there is nothing left to fail
	if offered, _ := client.Extension("STARTTLS"); offered {
		if err := client.StartTLS(&tls.Config{ServerName: host, MinVersion: tls.VersionTLS12}); err != nil {
			return err
		}
	}
	return converse(client, from.Address, to.Address, text)
}

func converse(client *smtp.Client, from, to string, text []byte) error {
	if err := client.Mail(from); err != nil {
		return graded(err)
	}
	if err := client.Rcpt(to); err != nil {
		return graded(err)
	}
	w, err := client.Data()
	if err != nil {
		return graded(err)
	}
	if _, err := w.Write(text); err != nil {
		return err
	}
	if err := w.Close(); err != nil { // the relay accepts or refuses here
		return graded(err)
	}
	if err := client.Quit(); err != nil {
		return nil // accepted all the same
	}
	return nil
}

// graded tells refusals for good from those that may pass.
func graded(err error) error {
	var reply *textproto.Error
	if errors.As(err, &reply) && reply.Code >= 500 {
		return errors.Join(errHopeless, err)
	}
	return err
}

// compose writes the mail. Title and addresses are encoded, so that nothing in
// them can begin a header of its own; the body is base64.
func compose(l letter, from, to *mail.Address) []byte {
	_, domain, _ := strings.Cut(from.Address, "@")
	var b bytes.Buffer
	header := func(name, value string) { fmt.Fprintf(&b, "%s: %s\r\n", name, value) }
	header("From", from.String())
	header("To", (&mail.Address{Address: to.Address}).String())
	header("Subject", mime.BEncoding.Encode("utf-8", oneLine(l.title)))
	header("Date", l.at.Format(time.RFC1123Z))
	header("Message-ID", "<"+l.id+"@"+domain+">")
	header("Auto-Submitted", "auto-generated")
	header("MIME-Version", "1.0")
	header("Content-Type", "text/plain; charset=utf-8")
	header("Content-Transfer-Encoding", "base64")
	b.WriteString("\r\n")
	encoded := base64.StdEncoding.EncodeToString([]byte(l.body))
	for len(encoded) > 76 {
		b.WriteString(encoded[:76] + "\r\n")
		encoded = encoded[76:]
	}
	b.WriteString(encoded + "\r\n")
	return b.Bytes()
}
