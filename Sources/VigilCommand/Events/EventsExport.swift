import ArgumentParser
import Foundation
import VigilCore
import VigilEvidence
import VigilStore

/// `vigil events export STATION ID… --output case.zip`.
struct EventsExport: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Writes events with all that belongs to them into one file that others can verify.")

  @OptionGroup
  var chosen: EventArguments

  @Option(help: "The case, which ends in .zip.")
  var output: String

  @OptionGroup
  var replacing: ReplaceOptions

  func validate() throws {
    try require(output.hasSuffix(".zip"), "--output takes the name of a case, such as case.zip")
  }

  func run() async throws {
    let file = URL(filePath: output)
    try Destination.requireFree(file, replace: replacing.replace)
    let folder = try chosen.place.folder()
    let events = try chosen.found(in: chosen.place.store())
    let content = try CaseFile(
      folder: folder, events: Set(events.map(\.id)), key: StationKey(folder: folder), date: Date())
    for note in content.notes { Console.diagnostic("warning: \(note)") }
    try content.write(to: file)
    Console.result(
      "\(output): \(NumberText.count(events.count, "event")), \(NumberText.count(content.files, "file")), "
        + "\(NumberText.fixed(Double(content.bytes) / 1e6, decimals: 1)) MB")
  }
}
