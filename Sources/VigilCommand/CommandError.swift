import VigilCore

/// An error of the command line itself: a wrong combination, or work that partly failed.
struct CommandError: ExplainedError {
  var message: String

  init(_ message: String) {
    self.message = message
  }
}
