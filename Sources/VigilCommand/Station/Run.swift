import ArgumentParser
import Foundation
import VigilStation
import VigilStationConfiguration

/// `vigil run FILE`.
struct Run: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Watches the cameras of a file around the clock.",
    discussion: """
      FILE is a station's file; vigil run --example writes one with every key explained. The file is read again when it \
      changes, or at SIGHUP. Ctrl-C ends every event and every file. Status 78: the file is wrong.
      """)

  @Argument(help: "The station's file, YAML.")
  var file: String?

  @Flag(help: "Read the file, print what would be watched, and start nothing; status 1 for any mistake.")
  var check = false

  @Flag(help: "Print a JSON Schema of the file, for editors.")
  var schema = false

  @Flag(help: "Print a file with every key explained, which works as it stands.")
  var example = false

  @OptionGroup(title: "Engine")
  var engine: EngineOptions

  @OptionGroup(title: "Logs")
  var log: LogOptions

  func validate() throws {
    try require(
      [check, schema, example].count(where: \.self) <= 1, "give one of --check, --schema and --example")
    try require(
      (file == nil) == (schema || example),
      file == nil
        ? "name the station's file; vigil run --example writes one" : "--schema and --example take no file")
  }

  func run() async throws {
    if schema { return Console.lines(StationSchema.json()) }
    if example { return Console.lines(StationExample.yaml()) }
    let url = URL(filePath: file ?? "")
    let station: StationFile
    do { station = try StationFile(url) } catch {
      for mistake in error.mistakes { Console.diagnostic(mistake.message) }
      throw check ? ExitCode.failure : ExitCode(EX_CONFIG)
    }
    guard check else { return try await StationJob(station, at: url, self).run() }
    let outline = StationOutline(station)
    for line in outline.lines { Console.result(line) }
    for warning in outline.warnings { Console.diagnostic("warning: \(warning)") }
    for mistake in outline.mistakes { Console.diagnostic(mistake) }
    guard outline.mistakes.isEmpty else { throw ExitCode.failure }
  }
}

extension Console {
  /// Writes a text of several lines to standard output.
  fileprivate static func lines(_ text: String) {
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) { result(String(line)) }
  }
}
