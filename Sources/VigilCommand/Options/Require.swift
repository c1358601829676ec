import ArgumentParser

/// Refuses arguments of which a condition does not hold, with what to give instead.
func require(_ condition: Bool, _ complaint: @autoclosure () -> String) throws {
  guard condition else { throw ValidationError(complaint()) }
}
