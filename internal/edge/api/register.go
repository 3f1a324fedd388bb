package api

// register declares every operation, room by room in the order of the house.
func (s *Server) register() {
	s.registerSession()
	s.registerAccess()
	s.registerOrg()
	s.registerPeople()
	s.registerAccount()
	s.registerScheme()
	s.registerLedger()
	s.registerGoals()
	s.registerTasks()
	s.registerMeetings()
	s.registerIssues()
	s.registerWorkbench()
	s.registerBoard()
	s.registerRules()
	s.registerAttendance()
	s.registerFiles()
	s.registerHistory()
	s.registerNotify()
}
