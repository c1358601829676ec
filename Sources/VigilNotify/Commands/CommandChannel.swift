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
    let program = command.program
    let words = String(decoding: outcome.lastWords, as: UTF8.self).trimmingCharacters(
      in: .whitespacesAndNewlines)
    let said = words.isEmpty ? "" : ": " + PlainText.line(String(words.suffix(200)))
    return switch outcome.ending {
    case .exited(0): .delivered
    case .exited(Self.later): .unavailable("\(program) says later (status \(Self.later))\(said)")
    case .exited(let status): .refused("\(program) ended with status \(status)\(said)")
    case .killed(let signal): .refused("\(program) was killed by signal \(signal)\(said)")
    case .tooLong: .unavailable("\(program) had not ended after \(Int(timeout)) s, and was killed\(said)")
    case .stopped: .unavailable("the station stops")
    case .notStarted(let error):
      .unavailable("\(program) cannot be run: \(String(cString: strerror(error)).lowercased())")
    }
  }
}
