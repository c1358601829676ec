import Foundation
import Testing
import VigilStation
import VigilStore

/// All that a station ever said of events and notices, as it said it last, beside what it still knows.
struct StationBook {
  private(set) var events: [UUID: StoredEvent] = [:]
  private(set) var notices: [Int64: CameraNotice] = [:]

  /// Takes note of what is stored now.
  mutating func note(_ store: StationStore) throws {
    for event in try store.events(EventQuery(limit: 10_000)) {
      if let known = events[event.id] {
        #expect(event.revision >= known.revision && event.start == known.start)
        #expect(known.state == .open || event.state == known.state, "an event that was over began again")
      }
      events[event.id] = event
    }
    for notice in try store.notices(NoticeQuery(limit: 10_000)) { notices[notice.id] = notice }
  }

  /// The events of a camera, the oldest first.
  func events(of camera: String) -> [StoredEvent] {
    events.values.filter { $0.camera == camera }.sorted { $0.start < $1.start }
  }

  /// The events that share some time with an incident.
  func events(of incident: Incident) -> [StoredEvent] {
    events(of: incident.camera).filter { $0.start < incident.dates.end && $0.end > incident.start }
  }

  /// How many notices of a kind there were.
  func notices(of kind: String) -> Int { notices.values.count { $0.kind == kind } }

  /// Checks what holds of all events: none is doubled, none goes on, none is too long, parts follow each other.
  func expectSound(longest: [String: Double], interrupted: Int) {
    for (camera, limit) in longest {
      let events = events(of: camera)
      for (event, next) in zip(events, events.dropFirst()) {
        #expect(next.start >= event.end, "\(camera) has two events at \(next.start)")
        if let previous = next.previousPart {
          #expect(previous == event.id && next.part == event.part + 1)
          // What is low for two snippets at most ends no event.
          #expect(next.start <= event.end + 2 * SimulatedStation.snippet)
        } else {
          #expect(next.part == 1)
        }
      }
      for event in events {
        #expect(event.state != .open)
        #expect(event.end.timeIntervalSince(event.start) <= limit)
      }
    }
    #expect(events.values.count { $0.state == .interrupted } == interrupted)
  }

  /// Checks that an incident is in the events, wholly and with the severity that it is to have.
  func expect(_ incident: Incident) {
    let found = events(of: incident)
    let seconds = found.reduce(0) {
      $0 + (DateInterval(start: $1.start, end: $1.end).intersection(with: incident.dates)?.duration ?? 0)
    }
    #expect(abs(seconds - incident.seconds) < SimulatedStation.snippet, "\(incident)\n\(found)")
    #expect(
      found.contains { $0.severity == .alarm } == (incident.severity == .alarm), "\(incident)\n\(found)")
    if let reason = incident.reason {
      #expect(found.contains { $0.reasons.contains(reason) }, "\(incident)\n\(found)")
    }
  }
}
