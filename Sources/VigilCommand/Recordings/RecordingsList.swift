import ArgumentParser
import Foundation
import VigilRecording
import VigilStation
import VigilStore

/// `vigil recordings list STATION`.
struct RecordingsList: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "Lists from when to when each camera was recorded without a pause, and the pauses.")

  @OptionGroup
  var place: StationArgument

  @Option(help: "Only of this camera; may be given several times.")
  var camera: [String] = []

  @Option(help: "Only what was recorded at this date or later: \(DatePhrase.meaning).")
  var since: DatePhrase?

  @Option(help: "Only what was recorded before this date.")
  var until: DatePhrase?

  @Flag(help: "Print a line of JSON for each stretch.")
  var json = false

  func run() async throws {
    let now = Date()
    let store = try place.store()
    let stretches = try RecordedStretch.all(
      in: RecordingFolder(store.folder, store: store), cameras: camera.isEmpty ? nil : camera,
      from: since?.date(at: now), to: until?.date(at: now))
    if json { return try stretches.forEach { try Console.json(RecordingLine($0)) } }
    let isFiltered = !camera.isEmpty || since != nil || until != nil
    for line in RecordingTable().lines(stretches, isFiltered: isFiltered) { Console.result(line) }
  }
}
