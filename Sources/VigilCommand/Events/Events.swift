import ArgumentParser
import Foundation
import VigilStation
import VigilStore

/// `vigil events`.
struct Events: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Looks at what a station has found, also while it runs.",
    subcommands: [
      EventsList.self, EventsShow.self, EventsExport.self, EventsKeep.self, EventsUnkeep.self,
      EventsAcknowledge.self, EventsLabel.self, EventsMissed.self, EventsLabels.self, EventsSimilar.self,
      EventsSummary.self, EventsBackup.self,
    ])
}

/// The station that a verb is about.
struct StationArgument: ParsableArguments {
  @Argument(help: "The station's file, or its folder.")
  var station: String

  /// Its folder.
  func folder() throws -> URL { try StationPlace(station).folder }

  /// Its database, to read.
  func store() throws -> StationStore { try StationStore(reading: folder()) }
}

/// Events that are named by their ids.
struct EventArguments: ParsableArguments {
  @OptionGroup
  var place: StationArgument

  @Argument(help: "Events, by their ids or the first characters of these.")
  var events: [String]

  /// The events, in the order in which they were named.
  func found(in store: StationStore) throws -> [StoredEvent] { try store.events(named: events) }
}
