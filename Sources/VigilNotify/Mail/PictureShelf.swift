package import Foundation
import Synchronization
package import VigilCore
package import VigilStore

/// The pictures of the newest events, for channels that send them with what they tell.
package final class PictureShelf: Sendable {
  private struct Content {
    var pictures: [UUID: Data] = [:]
    /// The events, from the oldest to the newest.
    var order: [UUID] = []
    var store: StationStore?
  }

  private let content = Mutex(Content())
  private let clocks: Clocks

  /// So many events have their pictures here.
  static let most = 16
  /// What is longer, in bytes, is no picture of ours.
  static let longest = 1 << 20
  /// How long a message waits for the picture of an event that has just begun, in seconds: it is made beside the message.
  private static let patience = 3.0
  /// How long ago an event has just begun, in seconds.
  private static let recent = 60.0

  package init(clocks: Clocks = .machine) { self.clocks = clocks }

  /// Where pictures are that are not here, such as those of before a restart.
  package func look(in store: StationStore) { content.withLock { $0.store = store } }

  /// The picture with the highest score of an event so far, JPEG.
  package func put(_ picture: Data, of event: UUID) {
    guard picture.count <= Self.longest else { return }
    content.withLock { content in
      if content.pictures.updateValue(picture, forKey: event) == nil { content.order.append(event) }
      guard content.order.count > Self.most else { return }
      content.pictures[content.order.removeFirst()] = nil
    }
  }

  /// The picture of an event, for which this waits a moment if the event is new; nil if there is none.
  func picture(of event: StoredEvent, stop: StopRequest) -> Data? {
    let start = clocks.now()
    while true {
      if let picture = content.withLock({ $0.pictures[event.id] }) ?? stored(event) { return picture }
      guard event.state == .open, clocks.date().timeIntervalSince(event.start) < Self.recent,
        clocks.now() - start < Self.patience, !stop.isRequested
      else { return nil }
      usleep(50_000)
    }
  }

  private func stored(_ event: StoredEvent) -> Data? {
    guard let store = content.withLock({ $0.store }),
      let file = try? store.files(FileQuery(kinds: [.picture], event: event.id, isFinished: true)).last,
      file.bytes <= Self.longest
    else { return nil }
    return try? Data(contentsOf: store.folder.appending(path: file.path))
  }
}
