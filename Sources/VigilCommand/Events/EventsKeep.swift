import ArgumentParser
import Foundation
import VigilStation
import VigilStore

/// Who keeps events.
struct KeepOptions: ParsableArguments {
  @OptionGroup
  var chosen: EventArguments

  @Option(help: "Who says so; the name of the user if not given.")
  var by: String?

  /// Keeps the events, or no longer.
  func set(_ isKept: Bool) throws {
    let store = try chosen.place.store()
    for event in try chosen.found(in: store) {
      try StationStore.setKept(event.id, isKept, by: by ?? NSUserName(), besideStationIn: store.folder)
      Console.result("\(EventTable.shortID(event)): \(isKept ? "kept" : "no longer kept")")
    }
  }
}

/// `vigil events keep STATION ID…`.
struct EventsKeep: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keep",
    abstract: "Keeps events with their files for ever, whatever their age and the room left.")

  @OptionGroup
  var options: KeepOptions

  func run() async throws { try options.set(true) }
}

/// `vigil events unkeep STATION ID…`.
struct EventsUnkeep: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "unkeep", abstract: "Lets kept events be removed by age and room again.")

  @OptionGroup
  var options: KeepOptions

  func run() async throws { try options.set(false) }
}
