import Foundation
import HTTPTypes
import VigilStore

extension Shown {
  /// Says something of an event, or takes back what the viewer said.
  func label(_ event: StoredEvent, as verdict: ReviewLabel.Verdict?) async throws {
    let (id, name) = (event.id, viewer.name)
    do {
      try await read { store in
        if let verdict {
          try store.label(id, as: verdict, by: name)
        } else {
          try store.undoLabel(of: id, by: name)
        }
      }
    } catch let error as StoreError where error.code == .missing { throw Problem.missing("event") }
  }

  /// Says that something was missed.
  func miss(_ camera: WatchedCamera, from: Date, to: Date) async throws -> ReviewLabel {
    let (camera, name) = (camera.name, viewer.name)
    return try await read { try $0.miss(camera: camera, from: from, to: to, by: name) }
  }

  /// Labels in force, the newest first.
  func labels(_ query: LabelQuery) async throws -> [ReviewLabel] {
    var query = query
    query.cameras = try names(query.cameras)
    return try await read { [query] in try $0.labels(query) }.filter { viewer.sees($0.camera) }
  }

  /// Takes back a label: the viewer's own, or for an admin anybody's.
  func undoLabel(_ id: String) async throws {
    guard id.utf8.count <= 18, id.utf8.allSatisfy({ (48...57).contains($0) }), let id = Int64(id),
      let label = try await read({ try $0.label(id) }), viewer.sees(label.camera)
    else { throw Problem.missing("label") }
    guard label.by == viewer.name || viewer.role == .admin else {
      throw Problem(.forbidden, "a label is taken back by whoever gave it, or by an admin")
    }
    _ = try await read { try $0.undoLabel(id) }
  }
}
