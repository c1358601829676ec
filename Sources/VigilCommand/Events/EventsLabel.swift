public import ArgumentParser
import Foundation
import VigilStation
public import VigilStore

/// `vigil events label STATION ID… --as VERDICT`.
struct EventsLabel: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "label",
    abstract: "Says whether events were real, in the place of what the same user said before.")

  @OptionGroup
  var chosen: EventArguments

  @Option(name: .customLong("as"), help: "real, false or unsure.")
  var verdict: ReviewLabel.Verdict?

  @Flag(help: "Take back what was said.")
  var undo = false

  @Option(help: "Who says so; the name of the user if not given.")
  var by: String?

  func validate() throws {
    try require((verdict != nil) != undo, "give either --as real, false or unsure, or --undo")
    try require(verdict != .missed, "an event was not missed: vigil events missed is for spans without one")
  }

  func run() async throws {
    let store = try chosen.place.store()
    for event in try chosen.found(in: store) {
      try StationStore.label(event.id, as: verdict, by: by ?? NSUserName(), besideStationIn: store.folder)
      Console.result("\(EventTable.shortID(event)): \(verdict?.rawValue ?? "taken back")")
    }
  }
}

/// `vigil events missed STATION --camera NAME --since DATE --until DATE`.
struct EventsMissed: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "missed", abstract: "Says that something happened at a camera, and there was no event.")

  @OptionGroup
  var place: StationArgument

  @Option(help: "The camera.")
  var camera: String

  @Option(help: "Where it begins: \(DatePhrase.meaning).")
  var since: DatePhrase

  @Option(help: "Where it ends, at most a day later.")
  var until: DatePhrase

  @Option(help: "Who says so; the name of the user if not given.")
  var by: String?

  func run() async throws {
    let now = Date()
    guard let from = since.date(at: now), let to = until.date(at: now) else {
      throw CommandError("a change of the clock left out that hour; name another")
    }
    let store = try place.store()
    guard try !store.scores(camera: camera, from: from, to: to, atMost: 1).isEmpty else {
      throw CommandError("there are no scores of \(camera) in this span; see \"vigil cameras list\"")
    }
    try StationStore.miss(
      camera: camera, from: from, to: to, by: by ?? NSUserName(), besideStationIn: store.folder)
    Console.result(LabelTable().line(camera: camera, from: from, to: to))
  }
}

/// `vigil events labels STATION`.
struct EventsLabels: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "labels", abstract: "Lists what people say of events, and what they say was missed.")

  @OptionGroup
  var place: StationArgument

  @Option(help: "Only of this camera; may be given several times.")
  var camera: [String] = []

  @Option(name: .customLong("as"), help: "Only this: real, false, unsure or missed.")
  var verdict: ReviewLabel.Verdict?

  @Option(help: "How many at most.")
  var limit = 50

  @Flag(help: "Print a line of JSON for each label.")
  var json = false

  func validate() throws {
    try require((1...10_000).contains(limit), "--limit takes 1 to 10000")
  }

  func run() async throws {
    let query = LabelQuery(cameras: camera.isEmpty ? nil : camera, verdict: verdict, limit: limit)
    let labels = try place.store().labels(query)
    if json { return try labels.forEach { try Console.json(LabelLine($0)) } }
    for line in LabelTable().lines(labels, isFiltered: query != LabelQuery(limit: limit)) {
      Console.result(line)
    }
  }
}

extension ReviewLabel.Verdict: ExpressibleByArgument {}
