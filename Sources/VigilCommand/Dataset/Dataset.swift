import ArgumentParser

/// `vigil dataset`.
struct Dataset: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Prepares and checks data sets: published ones, and your own footage.",
    discussion: """
      A manifest is a table with a row for each video: video,label,split,frames,intervals. The label is normal, abnormal or a \
      class; the split train, validation or test; intervals are first and last abnormal frames, counted from 0, as in \
      240-300;410-450. Only video and label are needed.
      """,
    subcommands: [DatasetPrepare.self, DatasetCheck.self, DatasetAlign.self])
}
