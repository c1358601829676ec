import VigilCore
import VigilPipeline
import VigilReport
import VigilSinks

/// Shows where the memory of a run goes: what is known before the work begins, and what was measured when it ends.
final class MemoryReport: DetectionSink {
  let name = "memory"
  /// What is known so far.
  var account = MemoryAccount()
  private let isJSON: Bool

  init(json: Bool) { isJSON = json }

  /// Prints the known sizes before the work begins.
  func showPlan() { show(account.planned, title: "memory", stage: .plan) }

  func take(_ update: DetectionUpdate) async throws { account.note() }

  func finish(_ outcome: RunOutcome) async throws {
    show(account.measured, title: "memory at the end", stage: .end)
  }

  /// Prints items as a table, or as one line of JSON.
  private func show(_ items: [MemoryItem], title: String, stage: JSONLine.MemoryStage) {
    guard !isJSON else { return Console.result(JSONLine.memory(stage, items)) }
    let rows = items.map { item in
      let size = NumberText.fixed(Double(item.bytes) / 1_048_576, decimals: 1)
      return [item.name, item.basis == .later ? "" : size, item.basis.rawValue]
    }
    for line in TextTable.lines([[title, "MiB", ""]] + rows, numeric: [1]) { Console.result(line) }
  }
}
