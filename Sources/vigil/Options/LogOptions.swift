import ArgumentParser
import Logging

/// How the program reports what it does, on standard error.
struct LogOptions: ParsableArguments {
  @Option(help: "How log records look.")
  var logFormat: StructuredLogHandler.Format = .text

  @Option(help: "The least severe records to write.")
  var logLevel: Level = .notice

  /// The levels of swift-log, spelled on the command line.
  enum Level: String, CaseIterable, ExpressibleByArgument {
    case trace, debug, info, notice, warning, error, critical
  }

  /// A logger as the user asked for.
  func logger(_ label: String) -> Logger {
    Logger(label: "vigil.\(label)") { label in
      StructuredLogHandler(
        logLevel: Logger.Level(rawValue: logLevel.rawValue) ?? .notice, format: logFormat, label: label)
    }
  }
}

extension StructuredLogHandler.Format: ExpressibleByArgument {}
