import CSpawn
import Foundation
import Synchronization
package import VigilCore

/// One run of a program, with bytes on its standard input, until it has ended or must; blocks.
///
/// The program leads a process group of its own, and whatever of the group is left when it ends is killed. It inherits no descriptors, and of
/// the environment only what is given.
package struct ProgramRun: Sendable {
  /// How a run ended.
  package enum Ending: Hashable, Sendable {
    /// By itself, with a status.
    case exited(Int32)
    /// By a signal of somebody else's.
    case killed(signal: Int32)
    /// It was killed since it took too long.
    case tooLong
    /// It was killed since a stop was requested.
    case stopped
    /// It never began, for the system's reason.
    case notStarted(error: Int32)
  }

  /// What a run came to.
  package struct Outcome: Sendable {
    package var ending: Ending
    /// The end of what it wrote to its standard output; unless it was asked for apart, of its standard error too.
    package var lastWords: [UInt8] = []
    /// How many bytes it wrote there.
    package var written = 0
    /// The end of what it wrote to its standard error, where that was asked for apart.
    package var lastErrors: [UInt8] = []
  }

  /// The program's path, then its arguments.
  package var arguments: [String]
  /// Its whole environment; `ProgramEnvironment` says what is fit for it.
  package var environment: [String: String]
  /// What it can read.
  package var input: [UInt8]
  /// The most seconds that it may run.
  package var timeout: Double
  package var clocks: Clocks
  /// The most that is kept of what it writes, in bytes.
  package var longestWords = 1024
  /// Whether its standard error is kept apart.
  package var hasOwnErrors = false

  /// Describes a run.
  package init(
    arguments: [String], environment: [String: String], input: [UInt8], timeout: Double, clocks: Clocks
  ) {
    precondition(!arguments.isEmpty, "a program needs its path")
    (self.arguments, self.environment, self.input) = (arguments, environment, input)
    (self.timeout, self.clocks) = (timeout, clocks)
  }

  /// Seconds that a program has to end by itself once it was asked to, by SIGTERM; then it is killed.
  static let grace = 2.0
  /// The most that is kept of an error output of its own, in bytes.
  static let longestErrors = 1024
  /// How long to wait until deadline, stop and end are looked for, in milliseconds.
  private static let patience: Int32 = 50
  /// Those that could not be killed, such as what has become another user's: to be waited for when they end.
  private static let abandoned = Mutex<[pid_t]>([])

  /// Runs it.
  package func run(stop: StopRequest) -> Outcome {
    Self.abandoned.withLock { $0.removeAll { waitpid($0, nil, WNOHANG) != 0 } }
    let input: ProgramPipe
    let output: ProgramPipe
    let errors: ProgramPipe?
    do {
      input = try ProgramPipe()
      output = try ProgramPipe()
      errors = hasOwnErrors ? try ProgramPipe() : nil
    } catch { return Outcome(ending: .notStarted(error: error.number)) }
    var process: pid_t = 0
    let error = Self.withTexts(arguments) { arguments in
      Self.withTexts(environment.map { "\($0)=\($1)" }.sorted()) { environment in
        vigil_spawn(
          self.arguments[0], arguments, environment, input.reading.descriptor, output.writing.descriptor,
          (errors ?? output).writing.descriptor, &process)
      }
    }
    input.reading.close()
    output.writing.close()
    errors?.writing.close()
    guard error == 0 else { return Outcome(ending: .notStarted(error: error)) }
    return accompany(process, to: input.writing, from: output.reading, errors?.reading, stop: stop)
  }

  /// Gives the program its input and takes its output, until it has ended.
  private func accompany(
    _ process: pid_t, to input: ProgramPipe.End, from output: ProgramPipe.End, _ errors: ProgramPipe.End?,
    stop: StopRequest
  ) -> Outcome {
    let deadline = clocks.now() + timeout
    var rest = self.input[...]
    var outcome = Outcome(ending: .tooLong)
    var forced: Ending?
    var killing = Double.infinity
    while true {
      if rest.isEmpty { input.close() }
      var found = [
        pollfd(fd: output.descriptor, events: Int16(POLLIN), revents: 0),
        pollfd(fd: input.descriptor, events: Int16(POLLOUT), revents: 0),
        pollfd(fd: errors?.descriptor ?? -1, events: Int16(POLLIN), revents: 0),
      ]
      // Those that are closed are negative, and left out.
      poll(&found, nfds_t(found.count), Self.patience)
      if found[1].revents != 0 { input.write(&rest) }
      if found[0].revents != 0 || found[2].revents != 0 { listen(to: output, errors, &outcome) }
      if let ending = Self.reap(process) {
        // What it wrote before its end; others of its group may hold the pipe open.
        listen(to: output, errors, &outcome)
        outcome.ending = forced ?? ending
        return outcome
      }
      let now = clocks.now()
      if forced == nil, stop.isRequested || now >= deadline {
        forced = stop.isRequested ? .stopped : .tooLong
        killing = now + Self.grace
        kill(-process, SIGTERM)
      }
      guard now >= killing else { continue }
      kill(-process, SIGKILL)
      guard now < killing + Self.grace else {
        Self.abandoned.withLock { $0.append(process) }
        outcome.ending = forced ?? .tooLong
        return outcome
      }
    }
  }

  /// Takes what the program has written.
  private func listen(to output: ProgramPipe.End, _ errors: ProgramPipe.End?, _ outcome: inout Outcome) {
    outcome.written += output.read(into: &outcome.lastWords, keeping: longestWords)
    _ = errors?.read(into: &outcome.lastErrors, keeping: Self.longestErrors)
  }

  /// How a process ended; nil if it runs. What is left of its group ends too.
  private static func reap(_ process: pid_t) -> Ending? {
    var info = siginfo_t()
    guard waitid(P_PID, id_t(process), &info, WEXITED | WNOHANG | WNOWAIT) == 0, info.si_signo == SIGCHLD
    else {
      return nil
    }
    // Before it is waited for: until then its number, and so the group's, is nobody else's.
    kill(-process, SIGKILL)
    var status: Int32 = 0
    waitpid(process, &status, 0)
    let signal = status & 0x7f
    return signal == 0 ? .exited(status >> 8 & 0xff) : .killed(signal: signal)
  }

  /// Lends texts as C wants them, with a null pointer at the end.
  private static func withTexts<Value>(
    _ texts: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Value
  ) -> Value {
    let copies = texts.map { strdup($0) }
    defer { for copy in copies { free(copy) } }
    return body(copies + [nil])
  }
}
