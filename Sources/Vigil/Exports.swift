// Whoever imports Vigil can use all that its parts offer without naming them.
@_exported public import VigilCore
@_exported public import VigilDetection
@_exported public import VigilInference
@_exported public import VigilMedia
@_exported public import VigilModels
@_exported public import VigilPipeline
@_exported public import VigilPreprocessing
