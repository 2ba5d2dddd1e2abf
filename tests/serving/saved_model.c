/* Loads a SavedModel through TensorFlow's C library and answers one request, as a server does.

   saved_model FOLDER RUNS INPUT uint8|string FILE DIMENSIONS... -- OUTPUT...

   Tensors are named as in the signature, OPERATION:INDEX. The input is FILE's content: pixels of
   the dimensions, or one string. Of each output a line tells type and dimensions, and the file
   <number>.out holds the values; strings follow each other with a line feed after each. The last
   line holds the seconds of loading, of the first run and of the fastest one. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <tensorflow/c/c_api.h>

static void stop(const char *what) {
  fprintf(stderr, "%s\n", what);
  exit(1);
}

static void check(TF_Status *status) {
  if (TF_GetCode(status) != TF_OK) stop(TF_Message(status));
}

static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec + 1e-9 * now.tv_nsec;
}

static TF_Output named(TF_Graph *graph, char *name) {
  char *colon = strrchr(name, ':');
  if (!colon) stop("a tensor is named OPERATION:INDEX");
  *colon = 0;
  TF_Output output = {TF_GraphOperationByName(graph, name), atoi(colon + 1)};
  if (!output.oper) stop("no such operation");
  return output;
}

static char *content(const char *path, size_t *length) {
  FILE *file = fopen(path, "rb");
  if (!file) stop("the input cannot be opened");
  fseek(file, 0, SEEK_END);
  *length = ftell(file);
  rewind(file);
  char *bytes = malloc(*length + 1);
  if (fread(bytes, 1, *length, file) != *length) stop("the input cannot be read");
  fclose(file);
  return bytes;
}

static void write_values(TF_Tensor *tensor, int number) {
  char path[32];
  snprintf(path, sizeof path, "%d.out", number);
  FILE *file = fopen(path, "wb");
  if (!file) stop("an output cannot be written");
  printf("%d", (int)TF_TensorType(tensor));
  for (int i = 0; i < TF_NumDims(tensor); i++) printf(" %lld", (long long)TF_Dim(tensor, i));
  printf("\n");
  if (TF_TensorType(tensor) == TF_STRING) {
    TF_TString *texts = TF_TensorData(tensor);
    for (int64_t i = 0; i < TF_TensorElementCount(tensor); i++) {
      fwrite(TF_TString_GetDataPointer(&texts[i]), 1, TF_TString_GetSize(&texts[i]), file);
      fputc('\n', file);
    }
  } else {
    fwrite(TF_TensorData(tensor), 1, TF_TensorByteSize(tensor), file);
  }
  fclose(file);
}

int main(int count, char **words) {
  if (count < 7) stop("too few arguments");
  TF_Status *status = TF_NewStatus();
  TF_Graph *graph = TF_NewGraph();
  TF_SessionOptions *options = TF_NewSessionOptions();
  const char *tags[] = {"serve"};
  double start = seconds();
  TF_Session *session =
      TF_LoadSessionFromSavedModel(options, NULL, words[1], tags, 1, graph, NULL, status);
  check(status);
  double loading = seconds() - start;

  size_t length;
  char *bytes = content(words[5], &length);
  int64_t dimensions[8];
  int rank = 0, at = 6;
  for (; at < count && strcmp(words[at], "--") && rank < 8; at++) {
    dimensions[rank++] = atoll(words[at]);
  }
  TF_Output inputs[] = {named(graph, words[3])}, outputs[16];
  TF_Tensor *given[1], *found[16];
  if (!strcmp(words[4], "string")) {
    given[0] = TF_AllocateTensor(TF_STRING, dimensions, rank, sizeof(TF_TString));
    TF_TString *text = TF_TensorData(given[0]);
    TF_TString_Init(text);
    TF_TString_Copy(text, bytes, length);
  } else {
    given[0] = TF_AllocateTensor(TF_UINT8, dimensions, rank, length);
    memcpy(TF_TensorData(given[0]), bytes, length);
  }
  int wanted = 0;
  for (at++; at < count && wanted < 16; at++) outputs[wanted++] = named(graph, words[at]);

  double first = 0, fastest = 1e9;
  for (int run = 0; run < atoi(words[2]); run++) {
    start = seconds();
    TF_SessionRun(session, NULL, inputs, given, 1, outputs, found, wanted, NULL, 0, NULL, status);
    check(status);
    double took = seconds() - start;
    if (!run) first = took;
    if (took < fastest) fastest = took;
    for (int i = 0; i < wanted; i++) {
      if (!run) write_values(found[i], i);
      TF_DeleteTensor(found[i]);
    }
  }
  printf("%f %f %f\n", loading, first, fastest);
  return 0;
}
