import Foundation
public import VigilCore
public import VigilDetection

/// One line of JSON per occurrence, for programs that read along.
///
/// Every line is an object whose first field is `type`; there is no line break inside or at the end. What a live source gave
/// also has wall-clock times in UTC, in keys such as `date`.
public enum JSONLine {
  /// The first line of a stream: `{"type":"start","provenance":{…}}`.
  public static func start(_ provenance: Provenance) -> String {
    line("start", [("provenance", provenance.json)])
  }

  /// `{"type":"snippet","snippet":…,"start_frame":…,"end_frame":…,"start":…,"end":…,"score":…,"crop_scores":[…]}`.
  public static func snippet(_ score: SnippetScore) -> String { line("snippet", score.jsonFields) }

  /// `{"type":"event","first_snippet":…,"last_snippet":…,"start":…,"end":…,"peak_score":…,"peak_snippet":…,"peak_time":…}`.
  public static func event(_ event: AnomalyEvent) -> String { line("event", event.jsonFields) }

  /// The same with the event's `id`, if it has a date.
  public static func event(_ update: EventUpdate) -> String { line("event", update.jsonFields) }

  /// An event that has just begun, as it is so far:
  /// `{"type":"event-began","first_snippet":…,…,"id":…,"revision":0,"phase":"began"}`.
  ///
  /// The type is one of its own, so that there is exactly one line of type `event` for each event.
  public static func eventBegan(_ update: EventUpdate) -> String {
    line(
      "event-began",
      update.jsonFields + [
        ("revision", "\(update.revision)"), ("phase", JSONText.string(update.phase.rawValue)),
      ])
  }

  /// `{"type":"lost","start":…,"reason":…,"message":…}`; `start` is that of the gap that follows.
  public static func lost(_ loss: SourceLoss) -> String {
    let fields: [(key: String, value: String)] = [
      ("start", JSONText.number(loss.time)),
      ("reason", JSONText.string(loss.reason.rawValue)),
      ("message", JSONText.string(loss.message)),
    ]
    return line("lost", fields + dateFields([("date", loss.date)]))
  }

  /// `{"type":"gap","start":…,"end":…,"reason":…}`.
  public static func gap(_ gap: SourceGap) -> String { line("gap", gap.jsonFields) }

  /// The last line of a stream: how the run went.
  public static func end(_ outcome: RunOutcome) -> String { line("end", outcome.jsonFields) }

  /// When memory sizes are reported.
  public enum MemoryStage: String, Sendable {
    /// Before the work begins.
    case plan
    /// After it has ended.
    case end
  }

  /// `{"type":"memory","stage":"plan","items":[{"name":…,"bytes":…,"basis":"planned"},…]}`.
  public static func memory(_ stage: MemoryStage, _ items: [MemoryItem]) -> String {
    let rows = items.map { item in
      JSONText.object([
        ("name", JSONText.string(item.name)), ("bytes", item.basis == .later ? "null" : "\(item.bytes)"),
        ("basis", JSONText.string(item.basis.rawValue)),
      ])
    }
    return line("memory", [("stage", JSONText.string(stage.rawValue)), ("items", JSONText.array(rows))])
  }

  private static func line(_ type: String, _ fields: [(key: String, value: String)]) -> String {
    JSONText.object([("type", JSONText.string(type))] + fields)
  }
}

// The rows of result files are the same objects without their type. Dates are the last keys, where there are any.

/// The fields of those dates that are known.
private func dateFields(_ dates: [(key: String, date: Date?)]) -> [(key: String, value: String)] {
  dates.compactMap { field in field.date.map { (field.key, JSONText.date($0)) } }
}

extension SnippetScore {
  var jsonFields: [(key: String, value: String)] {
    let fields: [(key: String, value: String)] = [
      ("snippet", "\(position.index)"),
      ("start_frame", "\(position.startFrame)"),
      ("end_frame", "\(position.endFrame)"),
      ("start", JSONText.number(position.start)),
      ("end", JSONText.number(position.end)),
      ("score", JSONText.number(score)),
      ("crop_scores", JSONText.array(cropScores.map(JSONText.number))),
    ]
    return fields + dateFields([("date", position.date)])
  }
}

extension AnomalyEvent {
  var jsonFields: [(key: String, value: String)] {
    let fields: [(key: String, value: String)] = [
      ("first_snippet", "\(firstSnippet)"),
      ("last_snippet", "\(lastSnippet)"),
      ("start", JSONText.number(start)),
      ("end", JSONText.number(end)),
      ("peak_score", JSONText.number(peakScore)),
      ("peak_snippet", "\(peakSnippet)"),
      ("peak_time", JSONText.number(peakTime)),
    ]
    return fields + dateFields([("date", date), ("end_date", dates?.end), ("peak_date", peakDate)])
  }
}

extension EventUpdate {
  /// The event, with the number of its part if it was split; with a date it is also identified.
  var jsonFields: [(key: String, value: String)] {
    var fields = event.jsonFields
    let isIdentified = event.date != nil
    if isIdentified { fields.append(("id", JSONText.string(id.uuidString))) }
    if event.part > 0 { fields.append(("part", "\(event.part)")) }
    if isIdentified, let previousPart {
      fields.append(("previous_part", JSONText.string(previousPart.uuidString)))
    }
    return fields
  }
}

extension SourceGap {
  var jsonFields: [(key: String, value: String)] {
    var fields: [(key: String, value: String)] = [
      ("start", JSONText.number(start)),
      ("end", JSONText.number(end)),
      ("reason", JSONText.string(reason.rawValue)),
    ]
    if interruptions > 1 { fields.append(("interruptions", "\(interruptions)")) }
    return fields + dateFields([("start_date", startDate), ("end_date", endDate)])
  }
}

extension SourceFaults {
  var jsonFields: [(key: String, value: String)] {
    [
      ("truncated", isTruncated ? "true" : "false"),
      ("undecodable", "\(undecodable)"),
      ("damaged_places", "\(damagedPlaces)"),
      ("corrected_stamps", "\(correctedStamps)"),
    ] + (missingPictures > 0 ? [("missing_pictures", "\(missingPictures)")] : [])
  }
}

extension RunOutcome {
  var jsonFields: [(key: String, value: String)] {
    // Step by step: as one expression this takes the compiler seventeen seconds.
    var fields: [(key: String, value: String)] = [
      ("frames", "\(frames)"),
      ("dropped", "\(droppedFrames)"),
      ("elapsed", JSONText.number(elapsed)),
      ("frames_per_second", framesPerSecond.map(JSONText.number) ?? "null"),
      ("steady_frames_per_second", steadyFramesPerSecond.map(JSONText.number) ?? "null"),
      ("seconds_to_first_score", secondsToFirstScore.map(JSONText.number) ?? "null"),
      ("peak_rss_mib", peakResidentBytes.map { "\($0 >> 20)" } ?? "null"),
      ("ending", JSONText.string(ending.rawValue)),
    ]
    if let snippetsWithAllCrops { fields.append(("full_snippets", "\(snippetsWithAllCrops)")) }
    if let faults { fields.append(("faults", JSONText.object(faults.jsonFields))) }
    return fields
  }
}
