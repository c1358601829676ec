import Foundation

/// Keeps a connection that the other side has closed from ending the process.
package enum BrokenPipes {
  /// Does something during which writing to a closed connection is an error and no signal: TLS writes as to any file.
  package static func survived<Value>(_ body: () -> Value) -> Value {
    var (signals, before) = (sigset_t(), sigset_t())
    sigemptyset(&signals)
    sigaddset(&signals, SIGPIPE)
    pthread_sigmask(SIG_BLOCK, &signals, &before)
    defer {
      var now = timespec()
      while sigtimedwait(&signals, nil, &now) == SIGPIPE {}
      pthread_sigmask(SIG_SETMASK, &before, nil)
    }
    return body()
  }
}
