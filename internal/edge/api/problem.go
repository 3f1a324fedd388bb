package api

import (
	"context"
	"log/slog"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/jingkai-zone/jingkai/internal/base/fault"
)

// Problem is a refusal as RFC 9457 problem document. It never repeats what was
// submitted.
type Problem struct {
	Type   string         `json:"type" example:"urn:jingkai:problem:refused" doc:"Kind of the refusal"`
	Title  string         `json:"title" doc:"Kind in words, in the language asked for"`
	Status int            `json:"status" doc:"HTTP status"`
	Code   string         `json:"code" doc:"Stable code of the refusal"`
	Detail string         `json:"detail" doc:"Which rule refused and what would pass"`
	Rule   string         `json:"rule,omitempty" doc:"Law article or mechanism"`
	Errors []FieldProblem `json:"errors,omitempty" doc:"All faults found, by field"`
}

// FieldProblem is one fault at one field.
type FieldProblem struct {
	Location string `json:"location" doc:"Path of the field, e.g. items[2].person"`
	Code     string `json:"code" doc:"Stable code"`
	Message  string `json:"message" doc:"What is wrong and what would pass"`
}

// Error makes a problem an error; the text is for logs.
func (p *Problem) Error() string { return p.Code + ": " + p.Detail }

// GetStatus tells huma the HTTP status.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType names the media type of a problem.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

// kindStatus is the only place where a kind of refusal becomes a status.
var kindStatus = map[fault.Kind]int{
	fault.Internal: http.StatusInternalServerError, fault.Invalid: http.StatusUnprocessableEntity,
	fault.Refused: http.StatusUnprocessableEntity, fault.NotSet: http.StatusUnprocessableEntity,
	fault.Unauthenticated: http.StatusUnauthorized, fault.Forbidden: http.StatusForbidden,
	fault.NotFound: http.StatusNotFound, fault.Conflict: http.StatusConflict,
	fault.Stale: http.StatusPreconditionFailed, fault.TooLarge: http.StatusRequestEntityTooLarge,
	fault.TooMany: http.StatusTooManyRequests, fault.Unavailable: http.StatusServiceUnavailable,
}

var kindTitle = map[fault.Kind][2]string{
	fault.Internal:        {"系统内部错误", "Internal error"},
	fault.Invalid:         {"填写内容不符合要求", "The input does not meet the rules"},
	fault.Refused:         {"按规则不予办理", "Refused by a rule"},
	fault.NotSet:          {"方案未设定所需参数", "The scheme does not set a needed parameter"},
	fault.Unauthenticated: {"尚未登录", "Not logged in"},
	fault.Forbidden:       {"无权办理", "Not permitted"},
	fault.NotFound:        {"未找到", "Not found"},
	fault.Conflict:        {"与现有记录冲突", "Conflict with an existing record"},
	fault.Stale:           {"记录已被更新", "The record has changed"},
	fault.TooLarge:        {"超出上限", "Too large"},
	fault.TooMany:         {"操作过于频繁", "Too many attempts"},
	fault.Unavailable:     {"暂时无法办理", "Temporarily unavailable"},
}

// Refusals of the edge itself.
var (
	internalError = fault.Define(fault.Internal, "api.internal", "",
		"系统内部出错，本次操作未写入任何内容；请把请求编号告知系统管理员。", "Something went wrong inside; nothing was written. Give the request number to the system administrator.")
	notFound = fault.Define(fault.NotFound, "api.not_found", "",
		"没有这个地址或记录，或您无权看到它。", "There is no such address or record, or it is not visible to you.")
	badInput = fault.Define(fault.Invalid, "api.input", "",
		"提交的内容不符合接口要求，请按各字段提示修改。", "The input does not meet the interface's rules; see each field.")
	badBody = fault.Define(fault.Invalid, "api.body", "",
		"提交的内容无法识别，应为 JSON。", "The body cannot be read; JSON is expected.")
	bodyTooLarge = fault.Define(fault.TooLarge, "api.body_too_large", "",
		"提交的内容超过 {limit} 字节的上限。", "The body is larger than the cap of {limit} bytes.")
	loginNeeded = fault.Define(fault.Unauthenticated, "api.login_needed", "",
		"请先登录。", "Log in first.")
	keyNeeded = fault.Define(fault.Invalid, "api.idempotency_key", "",
		"缺少 Idempotency-Key 请求头：应为 8–64 位字母、数字或连字符，重试时使用同一个值。",
		"The Idempotency-Key header is missing: 8 to 64 letters, digits or hyphens, the same value on a retry.")
	keyReused = fault.Define(fault.Conflict, "api.idempotency_reused", "",
		"该 Idempotency-Key 已用于另一项内容不同的操作，请换一个新的值。",
		"This Idempotency-Key was used for a different request; use a new one.")
	methodNotAllowed = fault.Define(fault.Invalid, "api.method", "", "该地址不支持此方法。", "The address does not take this method.")
	badMatch         = fault.Define(fault.Invalid, "api.if_match", "",
		"缺少或无法识别 If-Match 请求头：请填读取该记录时返回的 ETag。", "The If-Match header is missing or unreadable: send the ETag you got when reading the record.")
)

// problem turns any error into what the caller may see. What is not a refusal
// is logged and answered as an internal error without its text.
func problem(ctx context.Context, err error) *Problem {
	c := callOf(ctx)
	e, ok := fault.As(err)
	if !ok {
		slog.ErrorContext(ctx, "request failed", "request", c.request, "operation", c.op, "error", err)
		e = internalError.New()
	} else if e.Code.Kind == fault.Internal || e.Code.Kind == fault.Unavailable {
		slog.ErrorContext(ctx, "request failed", "request", c.request, "operation", c.op, "error", err)
	}
	return render(e, c.lang)
}

func render(e *fault.Error, lang fault.Lang) *Problem {
	titles := kindTitle[e.Code.Kind]
	title := titles[0]
	if lang == fault.English {
		title = titles[1]
	}
	p := &Problem{Type: "urn:jingkai:problem:" + e.Code.Kind.String(), Title: title, Status: kindStatus[e.Code.Kind],
		Code: e.Code.Name, Detail: e.Text(lang), Rule: e.Code.Rule}
	for _, d := range e.Details {
		p.Errors = append(p.Errors, FieldProblem{d.Location, d.Code.Name, d.Text(lang)})
	}
	if len(e.Details) == 0 && e.Location != "" {
		p.Errors = []FieldProblem{{e.Location, e.Code.Name, e.Text(lang)}}
	}
	return p
}

// fromHuma replaces huma's own error model, which repeats submitted values.
func fromHuma(hc huma.Context, status int, msg string, errs ...error) huma.StatusError {
	lang := fault.Chinese
	if hc != nil {
		lang = callOf(hc.Context()).lang
	}
	code := badInput
	switch status {
	case http.StatusBadRequest:
		code = badBody
		for _, err := range errs {
			if d, ok := err.(huma.ErrorDetailer); ok && wellFormed(d.ErrorDetail().Message) {
				code, status = badInput, http.StatusUnprocessableEntity
			}
		}
	case http.StatusUnsupportedMediaType, http.StatusNotAcceptable:
		code = badBody
	case http.StatusNotFound:
		code = notFound
	case http.StatusRequestEntityTooLarge:
		p := render(bodyTooLarge.New("limit", maxBody), lang)
		return p
	}
	if status == http.StatusInternalServerError && msg == "cannot read request body" {
		code, status = badBody, http.StatusBadRequest // the sender went away in the middle
	}
	if status >= http.StatusInternalServerError {
		slog.Error("request failed", "error", msg, "causes", errs)
		return render(internalError.New(), lang)
	}
	p := render(code.New(), lang)
	p.Status = status
	for _, err := range errs {
		if d, ok := err.(huma.ErrorDetailer); ok {
			p.Errors = append(p.Errors, fieldProblem(d.ErrorDetail(), lang))
		}
	}
	return p
}
