public import VigilReport

/// Where a run is shown: its progress, which is rewritten in place, and its results, line by line.
public struct RunTerminal {
  /// The screen of the progress; nil where there is none.
  public var screen: ProgressScreen?
  /// Whether results appear on that screen too, so that what is noted there need not be written again.
  public var showsResults: Bool
  /// Receives the lines of the results, without line breaks.
  public var write: (String) -> Void

  /// Makes a terminal.
  public init(screen: ProgressScreen?, showsResults: Bool, write: @escaping (String) -> Void) {
    self.screen = screen
    self.showsResults = showsResults
    self.write = write
  }

  /// What receives lines that are also noted on the screen; nil if they are seen there.
  var writeUnlessShown: ((String) -> Void)? { screen != nil && showsResults ? nil : write }
}
