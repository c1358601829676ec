import ArgumentParser
import Foundation
import VigilStation
import VigilStore

/// `vigil events summary STATION`.
struct EventsSummary: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "summary",
    abstract: "Says what happened in a time: the past seven days if no other is given.",
    discussion:
      "By camera: how long it was watched and how long it was blind, its alarms and what was said of them, what was lost, and what needs somebody. A channel with summary: in the station's file is told the same each week or day."
  )

  @OptionGroup
  var place: StationArgument

  @Option(help: "Only this camera; may be given several times.")
  var camera: [String] = []

  @Option(help: "Where the time begins: \(DatePhrase.meaning).")
  var since: DatePhrase?

  @Option(help: "Where it ends; now if not given.")
  var until: DatePhrase?

  @Flag(help: "Print one object of JSON.")
  var json = false

  func run() async throws {
    let now = Date()
    let end = until?.date(at: now) ?? now
    let start = since?.date(at: now) ?? end - 604_800
    try require(start < end, "--since is not before --until")
    let station = try StationPlace(place.station)
    let summary = try StationStore(reading: station.folder).summary(
      from: start, to: end, file: station.file, cameras: camera.isEmpty ? nil : Set(camera))
    for name in camera where !summary.cameras.contains(where: { $0.name == name }) {
      throw CommandError(
        "nothing is known of a camera \"\(name)\"; vigil cameras list shows those of the station")
    }
    if json { return try Console.json(PeriodFacts(summary)) }
    for line in PeriodTable().lines(summary) { Console.result(line) }
  }
}
