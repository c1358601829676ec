import ArgumentParser
import Logging
import VigilReport
import VigilSinks

/// How the program logs, on standard error.
struct LogOptions: ParsableArguments {
  @Option(help: "Format of log records.")
  var logFormat: StructuredLogHandler.Format = .text

  @Option(help: "Least severe level to log.")
  var logLevel: Level = .notice

  /// The levels of swift-log, spelled on the command line.
  enum Level: String, CaseIterable, ExpressibleByArgument {
    case trace, debug, info, notice, warning, error, critical
  }

  /// A logger with the user's settings.
  func logger(_ label: String) -> Logger {
    let logger = Logger(label: "vigil.\(label)") { label in
      StructuredLogHandler(
        logLevel: Logger.Level(rawValue: logLevel.rawValue) ?? .notice, format: logFormat, label: label,
        write: { Console.diagnostic($0) })
    }
    Console.journal.write(to: { logger.notice("\($0)") })
    return logger
  }
}

extension StructuredLogHandler.Format: ExpressibleByArgument {}
