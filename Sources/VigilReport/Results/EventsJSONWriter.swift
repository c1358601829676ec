public import Foundation
public import VigilCore
public import VigilDetection

/// Writes `{format, provenance, threshold, …, events: […], gaps: […]}`, one event per line, incrementally.
///
/// Memory does not grow with the number of events. The partial file becomes valid JSON by appending `]}`.
public struct EventsJSONWriter: ~Copyable {
  private var file: JSONListFile

  /// Opens the file in a folder that exists; the rules are those of the provenance.
  public init(_ destination: URL, provenance: Provenance) throws(ReportError) {
    let rules = provenance.rules
    file = try JSONListFile(
      destination, format: "events-1",
      head: [
        ("provenance", provenance.json),
        ("threshold", JSONText.number(rules.threshold)),
        ("hysteresis", JSONText.number(rules.hysteresis)),
        ("minimum_snippets", "\(rules.minimumLength)"),
        ("merge_gap_snippets", "\(rules.mergeGap)"),
      ], list: "events")
  }

  /// Appends an event that has ended.
  public mutating func append(_ event: AnomalyEvent) throws(ReportError) {
    try file.append(event.jsonFields)
  }

  /// Appends an event that has ended, with its identity if it has a date.
  public mutating func append(_ update: EventUpdate) throws(ReportError) {
    try file.append(update.jsonFields)
  }

  /// Appends a gap of the source.
  public mutating func append(_ gap: SourceGap) throws(ReportError) {
    try file.append(gap)
  }

  /// Puts what was written on the disk, where it survives a power cut.
  public func synchronize() throws(ReportError) { try file.synchronize() }

  /// Moves the file into place.
  public consuming func finish() throws(ReportError) { try finish(forgets: true) }

  consuming func finish(forgets: Bool) throws(ReportError) { try file.finish(forgets: forgets) }
}
