package notify

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// SignatureHeader carries a webhook's signature: "t=<unix seconds>,v1=<hex>",
// where hex is HMAC-SHA256 with the channel's secret over the seconds, a dot
// and the body. A receiver refuses one that does not match or is older than
// five minutes.
const SignatureHeader = "X-Jingkai-Signature"

// DeliveryHeader carries the message's id: a receiver that has seen it drops
// the copy.
const DeliveryHeader = "X-Jingkai-Delivery"

// Notice is the body of a webhook. It names nobody and quotes no text that was
// written about somebody.
type Notice struct {
	ID      string    `json:"id"`
	Zone    int64     `json:"zone"`
	Kind    string    `json:"kind"`
	LabelZH string    `json:"label_zh"`
	LabelEN string    `json:"label_en"`
	Object  string    `json:"object"`
	At      time.Time `json:"at"`
}

func noticeOf(m Sent) Notice {
	t, _ := Lookup(m.Kind)
	return Notice{m.ID.String(), m.Zone, m.Kind, t.LabelZH, t.LabelEN, m.Object, m.At}
}

// Sign gives the signature of a webhook's body at an instant.
func Sign(secret string, at time.Time, body []byte) string {
	seconds := strconv.FormatInt(at.Unix(), 10)
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(seconds + "."))
	mac.Write(body)
	return "t=" + seconds + ",v1=" + hex.EncodeToString(mac.Sum(nil))
}

// poster sends to channels.
type poster struct {
	client  *http.Client
	trusted map[string]bool
}

const (
	postTime = 10 * time.Second
	// maxAnswer is as much of an answer as is looked at.
	maxAnswer = 64 << 10
)

func newPoster(trusted []string) *poster {
	p := &poster{trusted: map[string]bool{}}
	for _, host := range trusted {
		p.trusted[host] = true
	}
	p.client = &http.Client{
		Timeout:   postTime,
		Transport: guarded(p.trusted),
		// A redirect could lead inside: it counts as a refusal.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return p
}

// send posts a message to a channel in the channel's own form.
func (p *poster) send(ctx context.Context, ch Channel, m Sent, now time.Time) error {
	target, err := url.Parse(ch.URL)
	if err != nil {
		return errors.Join(errHopeless, errForbidden)
	}
	if target.Scheme != "https" && !p.trusted[hostPort(target)] {
		return errors.Join(errHopeless, errForbidden)
	}
	notice := noticeOf(m)
	var body []byte
	if ch.Kind == Webhook {
		body, err = json.Marshal(notice)
	} else {
		body, err = json.Marshal(robotText(notice))
	}
	if err != nil {
		return errors.Join(errHopeless, err)
	}
	if ch.Kind == DingTalk {
		target.RawQuery = dingTalkQuery(target.Query(), ch.secret, now)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, target.String(), bytes.NewReader(body))
	if err != nil {
		return errors.Join(errHopeless, err)
	}
	req.Header.Set("Content-Type", "application/json; charset=utf-8")
	req.Header.Set("User-Agent", "jingkai")
	if ch.Kind == Webhook {
		req.Header.Set(SignatureHeader, Sign(ch.secret, now, body))
		req.Header.Set(DeliveryHeader, notice.ID)
	}
	return p.answer(req, ch.Kind != Webhook)
}

// hostPort gives an address as it is dialled.
func hostPort(u *url.URL) string {
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	return net.JoinHostPort(u.Hostname(), port)
}

// robotText is what DingTalk and WeCom robots understand alike.
func robotText(n Notice) any {
	text := "【" + n.LabelZH + "】有一条新消息，请登录系统查看。"
	return map[string]any{"msgtype": "text", "text": map[string]string{"content": text}}
}

// dingTalkQuery adds the robot's signature (加签): HMAC-SHA256 with the secret
// over the milliseconds, a line feed and the secret, in base64.
func dingTalkQuery(q url.Values, secret string, now time.Time) string {
	ms := strconv.FormatInt(now.UnixMilli(), 10)
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(ms + "\n" + secret))
	q.Set("timestamp", ms)
	q.Set("sign", base64.StdEncoding.EncodeToString(mac.Sum(nil)))
	return q.Encode()
}

// answer sends the request and tells success from failures that may pass and
// those that will not. Robots say in their answer what went wrong.
func (p *poster) answer(req *http.Request, robot bool) error {
	res, err := p.client.Do(req)
	if err != nil {
		if errors.Is(err, errForbidden) {
			return errors.Join(errHopeless, err)
		}
		// An url.Error would carry the address, and with it a robot's key.
		var u *url.Error
		if errors.As(err, &u) {
			err = u.Err
		}
		return err
	}
	defer res.Body.Close()
	text, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer))
	if err != nil {
		return err
	}
	switch {
	case res.StatusCode == http.StatusTooManyRequests || res.StatusCode == http.StatusRequestTimeout || res.StatusCode >= 500:
		return fmt.Errorf("status %d", res.StatusCode)
	case res.StatusCode < 200 || res.StatusCode >= 300:
		return errors.Join(errHopeless, fmt.Errorf("status %d", res.StatusCode))
	case !robot:
		return nil
	}
	var said struct {
		ErrCode *int64 `json:"errcode"`
	}
	if err := json.Unmarshal(text, &said); err != nil || said.ErrCode == nil {
		return errors.New("the robot's answer is not understood")
	}
	if *said.ErrCode != 0 {
		return fmt.Errorf("the robot answers with code %d", *said.ErrCode)
	}
	return nil
}
