/// A placeholder until the first type of this library is written.
enum PipelinePlaceholder {}
