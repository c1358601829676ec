import VigilPreprocessing

/// A snippet on its way from the decoding task to the networks.
struct WaitingSnippet: Sendable {
  var snippet: SnippetAssembler.Snippet
  /// How bright it was where; nil without a still gate.
  var survey: LightSurvey?
  /// Whether it consists of every second frame.
  var isThinned = false
}

/// What becomes of a snippet that is taken from the decoding task.
enum SnippetTreatment {
  /// Its features are computed.
  case extract
  /// The one before is taken for it.
  case keep
  /// It is passed over.
  case skip
}
