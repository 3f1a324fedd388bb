package store

import (
	"database/sql/driver"
	"fmt"
	"reflect"
	"time"

	"github.com/jackc/pgx/v5/pgtype"

	"github.com/jingkai-zone/jingkai/internal/base/ident"
)

// bind turns Go values into what both drivers take: nil, int64, bool, string,
// []byte and, through id, the engine's form of a record id. The zero id, the
// zero time and nil pointers become NULL.
func bind(args []any, id func(ident.ID) any) ([]any, error) {
	out := make([]any, len(args))
	for i, arg := range args {
		v, err := bindOne(arg, id)
		if err != nil {
			return nil, fmt.Errorf("argument $%d: %w", i+1, err)
		}
		out[i] = v
	}
	return out, nil
}

func bindOne(arg any, id func(ident.ID) any) (any, error) {
	switch v := arg.(type) {
	case nil, int64, string, bool, []byte:
		return v, nil
	case int:
		return int64(v), nil
	case ident.ID:
		if v.IsZero() {
			return nil, nil
		}
		return id(v), nil
	case time.Time:
		if v.IsZero() {
			return nil, nil
		}
		return v.UnixMicro(), nil
	}
	rv := reflect.ValueOf(arg)
	if rv.Kind() == reflect.Pointer {
		if rv.IsNil() {
			return nil, nil
		}
		return bindOne(rv.Elem().Interface(), id)
	}
	if valuer, ok := arg.(driver.Valuer); ok {
		v, err := valuer.Value()
		if err != nil {
			return nil, err
		}
		return bindOne(v, id)
	}
	switch rv.Kind() {
	case reflect.String:
		return rv.String(), nil
	case reflect.Bool:
		return rv.Bool(), nil
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return rv.Int(), nil
	case reflect.Uint8, reflect.Uint16, reflect.Uint32:
		return int64(rv.Uint()), nil
	case reflect.Slice:
		if rv.Type().Elem().Kind() == reflect.Uint8 {
			return rv.Bytes(), nil
		}
	}
	return nil, fmt.Errorf("store: cannot bind a %T", arg)
}

// scanTargets wraps the pointers whose columns differ from the Go value.
func scanTargets(dest []any) []any {
	for i, d := range dest {
		switch p := d.(type) {
		case *ident.ID:
			dest[i] = &idTarget{p}
		case *time.Time:
			dest[i] = &timeTarget{p}
		}
	}
	return dest
}

// idTarget reads BLOB (SQLite) and uuid (PostgreSQL) into an id; NULL is zero.
type idTarget struct{ id *ident.ID }

// Scan reads SQLite's bytes.
func (t *idTarget) Scan(v any) error {
	switch b := v.(type) {
	case nil:
		*t.id = ident.ID{}
		return nil
	case []byte:
		if len(b) != len(t.id) {
			return fmt.Errorf("store: an id of %d bytes", len(b))
		}
		copy(t.id[:], b)
		return nil
	case string:
		return t.id.UnmarshalText([]byte(b))
	}
	return fmt.Errorf("store: cannot read a %T as id", v)
}

// ScanUUID reads PostgreSQL's uuid.
func (t *idTarget) ScanUUID(v pgtype.UUID) error {
	*t.id = ident.ID{}
	if v.Valid {
		*t.id = v.Bytes
	}
	return nil
}

// timeTarget reads microseconds into an instant; NULL is the zero time.
type timeTarget struct{ at *time.Time }

// Scan reads SQLite's integer.
func (t *timeTarget) Scan(v any) error {
	switch us := v.(type) {
	case nil:
		*t.at = time.Time{}
		return nil
	case int64:
		*t.at = time.UnixMicro(us).UTC()
		return nil
	}
	return fmt.Errorf("store: cannot read a %T as instant", v)
}

// ScanInt64 reads PostgreSQL's bigint.
func (t *timeTarget) ScanInt64(v pgtype.Int8) error {
	*t.at = time.Time{}
	if v.Valid {
		*t.at = time.UnixMicro(v.Int64).UTC()
	}
	return nil
}
