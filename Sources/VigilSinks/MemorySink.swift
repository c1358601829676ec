public import VigilCore
public import VigilPipeline
import VigilReport

/// Tells where the memory of a run goes: what is known before the work begins, and what was measured when it ends.
public final class MemorySink: DetectionSink {
  /// The name in messages.
  public let name = "memory"
  private var account = MemoryAccount()
  private let isJSON: Bool
  private let write: (String) -> Void

  /// Begins before any network is loaded.
  ///
  /// - Parameters:
  ///   - json: Whether one line of JSON is written instead of a table.
  ///   - write: Receives lines without line breaks.
  public init(json: Bool, write: @escaping (String) -> Void) {
    isJSON = json
    self.write = write
  }

  /// Adds a network with the memory that it says it has; nil for one that waits for the size of the first frame.
  public func loaded(_ name: String, _ known: [MemoryItem]?) {
    guard let known else { return account.willLoad(name) }
    account.loaded(name, known)
  }

  /// Adds known sizes.
  public func add(_ known: [MemoryItem]) { account.add(known) }

  /// Writes the known sizes before the work begins.
  public func writePlan() { write(account.planned, title: "memory", stage: .plan) }

  /// Measures.
  public func take(_ update: DetectionUpdate) async throws { account.note() }

  /// Writes what was measured.
  public func finish(_ outcome: RunOutcome) async throws {
    write(account.measured, title: "memory at the end", stage: .end)
  }

  /// Writes items as a table, or as one line of JSON.
  private func write(_ items: [MemoryItem], title: String, stage: JSONLine.MemoryStage) {
    guard !isJSON else { return write(JSONLine.memory(stage, items)) }
    let rows = items.map { item in
      let size = NumberText.fixed(Double(item.bytes) / 1_048_576, decimals: 1)
      return [item.name, item.basis == .later ? "" : size, item.basis.rawValue]
    }
    for line in TextTable.lines([[title, "MiB", ""]] + rows, numeric: [1]) { write(line) }
  }
}
