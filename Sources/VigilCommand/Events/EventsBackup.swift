import ArgumentParser
import Foundation
import VigilCore
import VigilStore

/// `vigil events backup STATION --output FILE`.
struct EventsBackup: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup", abstract: "Writes a copy of the database, also of a station that runs.")

  @OptionGroup
  var place: StationArgument

  @Option(help: "The file of the copy.")
  var output: String

  @OptionGroup
  var replacing: ReplaceOptions

  func run() async throws {
    let file = URL(filePath: output)
    try Destination.requireFree(file, replace: replacing.replace)
    try place.store().backup(to: file)
    Console.result("\(output): a copy of the database; clips and keys are files beside it")
  }
}
