# A jar with com.acme.Parser, and 300 files for it: the even pages in docs/a, the odd ones in docs/b.
cp "$SAMPLES/app.jar" .
mkdir -p docs/a docs/b
for page in {001..300}; do
  directory=docs/b
  case $page in *[02468]) directory=docs/a ;; esac
  echo "this is page $page of three hundred" > "$directory/page-$page.txt"
done
echo 'loop' > docs/a/page-042.txt
echo 'exit' > docs/b/page-101.txt
echo 'expand' > docs/b/page-201.txt
: > docs/a/page-250.txt
