import Foundation
import HTTPTypes
import Hummingbird
import VigilCore
import VigilStore

extension StationRoutes {
  /// Whom the station tells, and what keeps it silent for a time.
  func addChannels(_ table: inout RouteTable) {
    table.protected(.get, "/api/v1/channels", right: .look) { visit in
      _ = try visit.query()
      return try await channels(visit)
    }
    table.protected(.put, "/api/v1/channels/snooze", right: .operate) { visit in
      try await snooze(nil, visit)
    }
    table.protected(.delete, "/api/v1/channels/snooze", right: .operate) { visit in
      try await wake(nil, visit)
    }
    table.protected(.put, "/api/v1/channels/{channel}/snooze", right: .operate) { visit in
      try await snooze(visit.parameter("channel"), visit)
    }
    table.protected(.delete, "/api/v1/channels/{channel}/snooze", right: .operate) { visit in
      try await wake(visit.parameter("channel"), visit)
    }
  }

  private func channels(_ visit: Visit) async throws -> Response {
    JSONAnswer.response(ChannelList(try await visit.shown.channels(at: clocks.date())))
  }

  private func snooze(_ name: String?, _ visit: Visit) async throws -> Response {
    _ = try visit.query()
    let until = try end(try await visit.body(Snooze.self))
    try await visit.shown.snooze(channel: name, until: until, at: clocks.date())
    return try await channels(visit)
  }

  private func wake(_ name: String?, _ visit: Visit) async throws -> Response {
    _ = try visit.query()
    try await visit.shown.snooze(channel: name, until: nil, at: clocks.date())
    return try await channels(visit)
  }
}
