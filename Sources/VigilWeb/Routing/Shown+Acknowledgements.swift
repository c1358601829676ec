import Foundation
import VigilStore

extension Shown {
  /// Notes that the viewer has seen an event; whoever was first stays.
  func acknowledge(_ event: StoredEvent) async throws {
    let (id, name) = (event.id, viewer.name)
    do { try await read { try $0.acknowledge(id, by: name) } } catch let error as StoreError
      where error.code == .missing
    { throw Problem.missing("event") }
  }

  /// Who has seen events first, by event.
  func acknowledgements(of events: [StoredEvent]) async throws -> [UUID: Acknowledgement] {
    let ids = events.filter { viewer.sees($0.camera) }.map(\.id)
    return try await read { try $0.acknowledgements(of: ids) }
  }
}
