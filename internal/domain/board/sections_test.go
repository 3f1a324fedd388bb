package board_test

// The sample scheme has the sections of all rooms.
import (
	_ "github.com/jingkai-zone/jingkai/internal/domain/attendance"
	_ "github.com/jingkai-zone/jingkai/internal/domain/goals"
	_ "github.com/jingkai-zone/jingkai/internal/domain/org"
	_ "github.com/jingkai-zone/jingkai/internal/domain/people"
	_ "github.com/jingkai-zone/jingkai/internal/domain/rules"
	_ "github.com/jingkai-zone/jingkai/internal/domain/tasks"
	_ "github.com/jingkai-zone/jingkai/internal/engine/publish"
)
