import ArgumentParser
import Foundation
import VigilMedia
import VigilStation

/// `vigil cameras probe SOURCE`.
struct CamerasProbe: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "probe",
    abstract: "Reads a camera for some seconds and prints what it sends, and the lines for a station's file.")

  @Argument(help: "The camera's address, as vigil detect takes it.")
  var source: String

  @Option(help: "The camera's name in the lines for the file.")
  var name = "camera"

  @Option(help: "Seconds to read; up to three times as many if no two key frames came.")
  var seconds = 10.0

  @OptionGroup
  var connection: ConnectionOptions

  @OptionGroup
  var result: ResultOptions

  func validate() throws {
    try require(seconds.isFinite && (0.1...600).contains(seconds), "--seconds takes 0.1 to 600")
  }

  func run() async throws {
    var probe = CameraProbe()
    (probe.seconds, probe.longest) = (seconds, 3 * seconds)
    probe.options = try connection.options()
    let report = try await probe.report(on: source)
    if result.json { return try Console.json(report) }
    let page = ProbePage(
      report, name: name, address: source, transport: connection.transport,
      acceptsAnyCertificate: connection.anyCertificate, hasCredentials: probe.options.credentials != nil)
    for line in page.lines { Console.result(line) }
  }
}
