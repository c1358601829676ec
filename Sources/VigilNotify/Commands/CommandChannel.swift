package import Foundation
package import VigilCore
import VigilPrograms
package import VigilStationConfiguration
package import VigilStore

/// Runs a program of the file for each message, with all that is known as JSON on its standard input.
///
/// Nothing of a message is an argument or in the environment, and no shell has a part in it.
package struct CommandChannel: MessageChannel {
  package let name: String
  private let command: ProgramCommand
  private let timeout: Double
  private let unacknowledged: Seconds?
  private let station: String
  private let environment: [String: String]
  private let clocks: Clocks
  private let zone: TimeZone

  /// "Temporary failure, try again", of sysexits.h.
  private static let later: Int32 = 75

  /// Takes the settings of a channel; nil if it has no command.
  ///
  /// - Parameter environment: That of the station.
  package init?(
    _ settings: ChannelSettings, station: String, clocks: Clocks = .machine, zone: TimeZone = .current,
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) {
    guard settings.kind == .command, let command = settings.command else { return nil }
    (name, self.command, timeout) = (settings.name, command, settings.timeout.value)
    (self.station, self.clocks, self.zone) = (station, clocks, zone)
    unacknowledged = settings.escalateAfter
    self.environment = ProgramEnvironment.part(of: environment)
  }

  /// Runs the program once.
  package func deliver(_ message: OutboxMessage, stop: StopRequest) -> DeliveryOutcome {
    let run = ProgramRun(
      arguments: command.arguments, environment: environment,
      input: MessagePayload(message, station: station, zone: zone, unacknowledged: unacknowledged).bytes,
      timeout: timeout, clocks: clocks)
    return judge(run.run(stop: stop))
  }

  private func judge(_ outcome: ProgramRun.Outcome) -> DeliveryOutcome {
    let program = URL(filePath: command.program).lastPathComponent
    let words = String(decoding: outcome.lastWords, as: UTF8.self).trimmingCharacters(
      in: .whitespacesAndNewlines)
    func reason(_ what: String) -> NotifyReason {
      NotifyReason("\(program) \(what)", detail: PlainText.line(String(words.suffix(200))))
    }
    return switch outcome.ending {
    case .exited(0): .delivered
    case .exited(Self.later): .unavailable(reason("says later (status \(Self.later))"))
    case .exited(let status): .refused(reason("ended with status \(status)"))
    case .killed(let signal): .refused(reason("was killed by signal \(signal)"))
    case .tooLong: .unavailable(reason("had not ended after \(Int(timeout)) s, and was killed"))
    case .stopped: .unavailable("the station stops")
    case .notStarted(let error):
      .unavailable(
        NotifyReason(
          "\(program) cannot be run: \(String(cString: strerror(error)).lowercased())",
          detail: command.program))
    }
  }
}
