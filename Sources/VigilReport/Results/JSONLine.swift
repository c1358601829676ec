public import VigilCore

/// One line of JSON per occurrence, for programs that read along.
///
/// Every line is an object whose first field is `type`; there is no line break inside or at the end.
public enum JSONLine {
  /// The first line of a stream: `{"type":"start","provenance":{…}}`.
  public static func start(_ provenance: Provenance) -> String {
    line("start", [("provenance", provenance.json)])
  }

  /// `{"type":"snippet","snippet":…,"start_frame":…,"end_frame":…,"start":…,"end":…,"score":…,"crop_scores":[…]}`.
  public static func snippet(_ score: SnippetScore) -> String { line("snippet", score.jsonFields) }

  /// `{"type":"event","first_snippet":…,"last_snippet":…,"start":…,"end":…,"peak_score":…,"peak_snippet":…,"peak_time":…}`.
  public static func event(_ event: AnomalyEvent) -> String { line("event", event.jsonFields) }

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

// The rows of result files are the same objects without their type.

extension SnippetScore {
  var jsonFields: [(key: String, value: String)] {
    [
      ("snippet", "\(position.index)"),
      ("start_frame", "\(position.startFrame)"),
      ("end_frame", "\(position.endFrame)"),
      ("start", JSONText.number(position.start)),
      ("end", JSONText.number(position.end)),
      ("score", JSONText.number(score)),
      ("crop_scores", JSONText.array(cropScores.map(JSONText.number))),
    ]
  }
}

extension AnomalyEvent {
  var jsonFields: [(key: String, value: String)] {
    [
      ("first_snippet", "\(firstSnippet)"),
      ("last_snippet", "\(lastSnippet)"),
      ("start", JSONText.number(start)),
      ("end", JSONText.number(end)),
      ("peak_score", JSONText.number(peakScore)),
      ("peak_snippet", "\(peakSnippet)"),
      ("peak_time", JSONText.number(peakTime)),
    ]
  }
}

extension SourceGap {
  var jsonFields: [(key: String, value: String)] {
    [
      ("start", JSONText.number(start)),
      ("end", JSONText.number(end)),
      ("reason", JSONText.string(reason.rawValue)),
    ]
  }
}

extension RunOutcome {
  var jsonFields: [(key: String, value: String)] {
    [
      ("frames", "\(frames)"),
      ("dropped", "\(droppedFrames)"),
      ("elapsed", JSONText.number(elapsed)),
      ("frames_per_second", framesPerSecond.map(JSONText.number) ?? "null"),
      ("steady_frames_per_second", steadyFramesPerSecond.map(JSONText.number) ?? "null"),
      ("seconds_to_first_score", secondsToFirstScore.map(JSONText.number) ?? "null"),
      ("peak_rss_mib", peakResidentBytes.map { "\($0 >> 20)" } ?? "null"),
      ("ending", JSONText.string(ending.rawValue)),
    ] + (snippetsWithAllCrops.map { [("full_snippets", "\($0)")] } ?? [])
  }
}
